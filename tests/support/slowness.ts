/** The factor by which pages are slowed down in tests, and by which the tests wait longer for them (PAGE_SLOW). */
export const slowness = Number(process.env.PAGE_SLOW || 1);
