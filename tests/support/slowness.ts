/** By which factor the pages of tests are slowed down (PAGE_SLOW), and waits for them are longer. */
export const slowness = Number(process.env.PAGE_SLOW || 1);
