// Linux without koffi: Recv-Q and nothing else, from the text of /proc/net/tcp (proc_net(5)).
//
// The kernel writes out every socket of the machine for each look: about 5 ms on a busy one. So it is asked rarely.

import { readFileSync, readlinkSync } from 'node:fs'
import type { Kernel } from './kernel.ts'

export const procNames = ['/proc/net/tcp']

/** Recv-Q of a socket, or undefined where /proc does not show it. */
export function procKernel(fd: number): Kernel | undefined {
  const inode = inodeOf(fd)
  if (inode === undefined) return undefined
  const recvQueue = () => (inodeOf(fd) === inode ? recvQueueOf(inode) : undefined)
  return {
    interval: 50,
    recvQueue,
    sample() {
      const queued = recvQueue()
      return queued === undefined ? {} : { recvQueue: queued }
    },
    sender: () => ({}),
  }
}

/** The inode of a socket is its name in /proc: the link reads `socket:[12345]`. */
function inodeOf(fd: number): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1]
  } catch {
    return undefined
  }
}

function recvQueueOf(inode: string): number | undefined {
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const queued = recvQueueIn(textOf(table), inode)
    if (queued !== undefined) return queued
  }
  return undefined
}

/**
 * Finds a socket in the text of /proc/net/tcp.
 *
 * Columns: sl, local_address, rem_address, st, tx_queue:rx_queue (hexadecimal), tr:tm->when, retrnsmt, uid, timeout,
 * inode.
 */
export function recvQueueIn(table: string, inode: string): number | undefined {
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/)
    if (columns[9] === inode) return Number.parseInt(columns[4]?.split(':')[1] ?? '', 16)
  }
  return undefined
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
