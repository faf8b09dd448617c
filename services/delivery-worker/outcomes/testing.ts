import { retrySchedule } from '@postroom/queue';

/** The default schedule of the services. */
export const SCHEDULE = retrySchedule({
  minutes: [1, 5, 10, 20, 40, 60, 120, 180, 240],
  delayNoticeHours: 4,
  expireHours: 120,
});
