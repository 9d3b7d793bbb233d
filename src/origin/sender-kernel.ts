// What Linux says of a connection that we send on, and the size of its send buffer.
//
// Through koffi, an optional dependency, loaded when it is first needed. Offsets: struct tcp_info of
// include/uapi/linux/tcp.h. Fields were added to it over the years: the kernel says how many bytes it filled.

import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { SluiceError } from '../errors.ts'
import type { OriginSample } from '../trace/event.ts'
import type { Behaviour } from './behaviour.ts'

export type SenderFacts = Pick<OriginSample, 'acked' | 'unsent' | 'window' | 'rwndLimited' | 'sndbufLimited' | 'busy'>

export interface SenderKernel {
  /** Undefined where the descriptor is no TCP connection any more. Bytes and ms; absent where the kernel is too old. */
  facts: (fd: number) => SenderFacts | undefined
  /** Bytes that the peer has not acknowledged, unsent ones included; 0 where there is no connection any more. */
  outstanding: (fd: number) => number
  /** SO_SNDBUF; Linux takes twice that, and at least 4,608. False: refused. */
  setSendBuffer: (fd: number, bytes: number) => boolean
}

const IPPROTO_TCP = 6
const TCP_INFO = 11
const SOL_SOCKET = 1
const SO_SNDBUF = 7
// SIOCOUTQ, see tcp(7); asm-generic/sockios.h and ioctls.h.
const SIOCOUTQ = 0x5411

let loaded: SenderKernel | undefined | null = null

/** Undefined off Linux and without koffi. */
export function senderKernel(): SenderKernel | undefined {
  return loaded === null ? (loaded = load()) : loaded
}

/** @throws SluiceError `usage` where `behaviour` asks for what this machine cannot do */
export function checkMeans(behaviour: Behaviour): Behaviour {
  if (behaviour.sndbuf === undefined || senderKernel()) return behaviour
  throw new SluiceError('usage', { problem: 'sndbuf needs Linux, and the optional package koffi' })
}

/** The descriptor of a socket; undefined once it is closed. */
export function descriptorOf(socket: Socket): number | undefined {
  // Node has no public way to it; the handle has had this field since 0.x.
  const { fd = -1 } = (socket as Socket & { _handle?: { fd?: number } })._handle ?? {}
  return fd < 0 ? undefined : fd
}

function load(): SenderKernel | undefined {
  if (process.platform !== 'linux') return undefined
  let libc
  try {
    libc = (createRequire(import.meta.url)('koffi') as typeof import('koffi')).load(null)
  } catch {
    return undefined
  }
  const getsockopt = libc.func('int getsockopt(int, int, int, void *, void *)')
  const setsockopt = libc.func('int setsockopt(int, int, int, void *, unsigned int)')
  const ioctl = libc.func('int ioctl(int, unsigned long, void *)')
  const info = new DataView(new ArrayBuffer(256))
  const length = new Uint32Array(1)
  const value = new Int32Array(1)
  return {
    facts: (fd) => {
      length[0] = info.byteLength
      return getsockopt(fd, IPPROTO_TCP, TCP_INFO, info.buffer, length) === 0 ? read(info, length[0]) : undefined
    },
    outstanding: (fd) => (ioctl(fd, SIOCOUTQ, value) === 0 ? (value[0] ?? 0) : 0),
    setSendBuffer: (fd, bytes) => {
      value[0] = bytes
      return setsockopt(fd, SOL_SOCKET, SO_SNDBUF, value, 4) === 0
    },
  }
}

function read(info: DataView, filled: number): SenderFacts {
  const u32 = (offset: number) => info.getUint32(offset, true)
  const u64 = (offset: number) => u32(offset) + u32(offset + 4) * 2 ** 32
  return {
    // On a connection that was accepted this does not count the SYN; it does count the FIN.
    ...(filled >= 128 && { acked: u64(120) }),
    ...(filled >= 148 && { unsent: u32(144) }),
    ...(filled >= 192 && { busy: u64(168) / 1000, rwndLimited: u64(176) / 1000, sndbufLimited: u64(184) / 1000 }),
    ...(filled >= 232 && { window: u32(228) }),
  }
}
