// What this machine can do for a sender: its send buffer, and its kernel's word for what became of the bytes.

import { SluiceError } from '../errors.ts'
import { kernelOf } from '../net/kernel/kernel.ts'
import { canSetBuffers, canSetPacing } from '../net/kernel/socket.ts'
import type { OriginSample } from '../trace/event.ts'
import type { Behaviour } from './behaviour.ts'

export type SenderFacts = Pick<OriginSample, 'acked' | 'unsent' | 'window' | 'rwndLimited' | 'sndbufLimited' | 'busy'>

/** @throws SluiceError `usage` where `behaviour` asks for what this machine cannot do */
export function checkMeans(behaviour: Behaviour): Behaviour {
  const without =
    behaviour.sndbuf !== undefined && !canSetBuffers()
      ? 'sndbuf needs the optional package koffi, and a system it knows'
      : behaviour.line !== undefined && !canSetPacing()
        ? 'line needs the optional package koffi, and Linux'
        : undefined
  if (without === undefined) return behaviour
  throw new SluiceError('usage', { problem: without })
}

/** Bytes and ms; a number that this kernel does not give is absent, and nothing is left once the socket is closed. */
export function senderFacts(fd: number): SenderFacts {
  const { acked, unsent, window, rwndLimited, sndbufLimited, busy } = kernelOf(fd)?.sender() ?? {}
  const facts = { acked, unsent, window, rwndLimited, sndbufLimited, busy }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}

/** Bytes that the peer has not acknowledged, unsent ones included; undefined where nobody knows. */
export function outstanding(fd: number): number | undefined {
  return kernelOf(fd)?.sender().outstanding
}
