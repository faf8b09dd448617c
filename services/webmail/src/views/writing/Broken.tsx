import { Component, type ReactNode } from 'react';

interface Props {
  /** Called when the content could not be shown. */
  onBroken(): void;
  instead: ReactNode;
  children: ReactNode;
}

/** Catches an error of its content, which nearly always means that it could not be loaded. */
export class Broken extends Component<Props, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override componentDidCatch(): void {
    this.props.onBroken();
  }

  override render(): ReactNode {
    return this.state.isBroken ? this.props.instead : this.props.children;
  }
}
