import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { beginBrand } from '../brand/brand.ts';
import { applyTheme } from '../state/preferences.ts';
import '../style/base.css';
import { JoinPage } from './JoinPage.tsx';

applyTheme();
beginBrand();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', applyTheme);
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <JoinPage />
  </StrictMode>,
);
