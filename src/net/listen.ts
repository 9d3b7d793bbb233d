// A port to serve at.

import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { SluiceError } from '../errors.ts'

/**
 * Listens.
 *
 * @param port 0: any that is free
 * @returns the port
 * @throws SluiceError usage, if it cannot be had
 */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const why = reasons[code]
    throw new SluiceError('usage', { problem: `port ${port} of ${host} cannot be had: ${why ?? code}` }, error)
  }
  return (server.address() as AddressInfo).port
}

const reasons: Record<string, string> = {
  EADDRINUSE: 'another program listens there (EADDRINUSE)',
  EADDRNOTAVAIL: 'the address is none of this machine (EADDRNOTAVAIL)',
  EACCES: 'permission denied (EACCES)',
  ENOTFOUND: 'nobody knows the name (ENOTFOUND)',
  ERR_SOCKET_BAD_PORT: 'ports go from 0 to 65535',
}
