/** Settings for one machine that also runs everything else. fsync and synchronous_commit stay on, because a 250 is a promise. */
export const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  work_mem: '8MB',
  maintenance_work_mem: '128MB',
  fsync: 'on',
  synchronous_commit: 'on',
  wal_level: 'replica',
  wal_buffers: '16MB',
  min_wal_size: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // The default assumes a spinning disk, on which random reads cost four times as much as sequential ones.
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  log_line_prefix: '',
};

/**
 * Settings for tests whose data need not outlive the machine; they make dropping a database much faster. `create database` is as
 * fast by copying files as through the log, which forces no checkpoint on others and stays. The log is small, since it may be
 * in memory.
 */
export const forgetful: Readonly<Record<string, string>> = {
  fsync: 'off',
  full_page_writes: 'off',
  min_wal_size: '64MB',
  max_wal_size: '512MB',
};
