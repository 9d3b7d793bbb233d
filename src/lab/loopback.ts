/** Whether an address, as a socket tells it, is this machine's own by its form: 127.0.0.0/8, ::1, or the first mapped. */
export function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\./i.test(address) || address === '::1'
}
