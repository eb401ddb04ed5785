/** True for the value of a Host header, its port included, that names this machine. */
export const isLoopback = (host: string): boolean =>
  /^(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?$/i.test(host);
