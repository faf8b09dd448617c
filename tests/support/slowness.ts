/** So many times slower than this machine the pages of tests are (PAGE_SLOW), and so much longer one waits for what they do. */
export const slowness = Number(process.env.PAGE_SLOW || 1);
