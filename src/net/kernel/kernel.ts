// What the kernel knows of a TCP connection: the contract, and who fulfils it on this machine.
//
// No privilege is needed for any of it. A number that this kernel does not give is an absent field.

import type { KernelSample } from '../../trace/event.ts'
import { darwinKernel, darwinNames } from './darwin.ts'
import { libc } from './foreign.ts'
import { linuxKernel, linuxNames } from './linux.ts'
import { procKernel, procNames } from './proc.ts'
import { windowsKernel, windowsNames } from './windows.ts'

/** One look at a connection from the receiving side; the fields are those of the trace's `kernel` event. */
export type KernelNumbers = Omit<KernelSample, 'type' | 'at' | 'attempt' | 'connection'>

/** The sending side of a connection: what a server of ours can tell about its own kernel. */
export interface SenderNumbers {
  /** Bytes acknowledged by the receiver; also the SYN on a socket that connected, and the FIN. */
  acked?: number
  /** Bytes not acknowledged yet, those not sent included (Send-Q in ss(8)). */
  outstanding?: number
  /** Bytes in the send buffer that were not sent yet. */
  unsent?: number
  /** Segments on the way. */
  inFlight?: number
  /** The receiver's window as last advertised, bytes. */
  window?: number
  /** Congestion window, segments. */
  congestionWindow?: number
  /** Segments sent again so far. */
  retransmitted?: number
  /** Milliseconds so far with bytes to send; of these limited by the receiver's window, and by the send buffer. */
  busy?: number
  rwndLimited?: number
  sndbufLimited?: number
}

/** Asks the kernel about one connection. After the descriptor was closed every answer is empty. */
export interface Kernel {
  /** Milliseconds that should lie between two samples: what one costs, or the clock of the trace's drawing, allows. */
  readonly interval: number
  /** Bytes that wait to be read, TCP's order already restored (Recv-Q in ss(8)). */
  recvQueue(): number | undefined
  sample(): KernelNumbers
  sender(): SenderNumbers
}

/**
 * The kernel's numbers for an open TCP socket.
 *
 * @param fd the descriptor (`Stream.fd`); undefined where there is none, as on Windows and for a test's stream
 * @returns undefined where nothing is to be had
 */
export function kernelOf(fd: number | undefined): Kernel | undefined {
  if (fd === undefined || fd < 0) return undefined
  for (const { make } of makers[process.platform] ?? []) {
    const kernel = make(fd)
    if (kernel) return kernel
  }
  return undefined
}

/**
 * The names of what `kernelOf` will give on this machine.
 *
 * It loads what the first `kernelOf` would load, which takes 5 ms: call it before the clock runs, so that they do not
 * stand between connecting and the request.
 */
export function prepareKernel(): readonly string[] {
  const foreign = libc() !== undefined
  return makers[process.platform]?.find((maker) => foreign || !maker.foreign)?.names ?? []
}

interface Maker {
  names: readonly string[]
  /** Needs koffi. */
  foreign: boolean
  make: (fd: number) => Kernel | undefined
}

/** The first that can is taken. */
const makers: Partial<Record<NodeJS.Platform, Maker[]>> = {
  linux: [
    { names: linuxNames, foreign: true, make: linuxKernel },
    { names: procNames, foreign: false, make: procKernel },
  ],
  darwin: [{ names: darwinNames, foreign: true, make: darwinKernel }],
  win32: [{ names: windowsNames, foreign: true, make: windowsKernel }],
}
