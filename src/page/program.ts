// What a regular expression is run as: a list of steps, and how it is made of the expression's parts.

import type { CharacterSet } from './character-set.ts'

/** One step of a program. `next` is the index to go on at; of a split, `next` is preferred to `other`. */
export type Instruction =
  | { op: 'set'; set: CharacterSet; next: number }
  | { op: 'split'; next: number; other: number }
  | { op: 'open' | 'close'; next: number }
  | { op: 'assert'; kind: Assertion; next: number }
  | { op: 'match' }

export type Assertion = 'start' | 'end' | 'lineStart' | 'lineEnd' | 'boundary' | 'notBoundary'

/** A part of an expression. */
export type Node =
  | { type: 'set'; set: CharacterSet }
  | { type: 'all'; items: Node[] }
  | { type: 'either'; items: Node[] }
  | { type: 'repeat'; item: Node; least: number; most: number; greedy: boolean }
  | { type: 'group'; item: Node }
  | { type: 'assert'; kind: Assertion }

/** Steps of the largest program: each character of a text may cost as many. */
export const LARGEST = 1000

/** The program of an expression, which begins at 0; undefined when it would be too large. */
export function programOf(node: Node): Instruction[] | undefined {
  const program: Instruction[] = []
  emit(program, node)
  program.push({ op: 'match' })
  return program.length > LARGEST ? undefined : program
}

function emit(program: Instruction[], node: Node): void {
  if (program.length > LARGEST) return
  if (node.type === 'set') program.push({ op: 'set', set: node.set, next: program.length + 1 })
  else if (node.type === 'assert') program.push({ op: 'assert', kind: node.kind, next: program.length + 1 })
  else if (node.type === 'all') for (const item of node.items) emit(program, item)
  else if (node.type === 'group') {
    program.push({ op: 'open', next: program.length + 1 })
    emit(program, node.item)
    program.push({ op: 'close', next: program.length + 1 })
  } else if (node.type === 'either') emitEither(program, node.items)
  else emitRepeat(program, node)
}

function emitEither(program: Instruction[], items: Node[]): void {
  const jumps: { next: number }[] = []
  for (const [n, item] of items.entries()) {
    const split = { op: 'split' as const, next: program.length + 1, other: 0 }
    const last = n === items.length - 1
    if (!last) program.push(split)
    emit(program, item)
    if (!last) {
      const jump = { op: 'split' as const, next: 0, other: -1 }
      program.push(jump)
      jumps.push(jump)
      split.other = program.length
    }
  }
  for (const jump of jumps) jump.next = program.length
}

function emitRepeat(program: Instruction[], node: Node & { type: 'repeat' }): void {
  for (let n = 0; n < node.least; n++) {
    const before = program.length
    emit(program, node.item)
    // Of nothing, or of too much already, once is enough.
    if (program.length === before) return
  }
  if (node.most === Infinity) {
    const again = program.length
    const split = optional(program)
    emit(program, node.item)
    program.push({ op: 'split', next: again, other: -1 })
    leaveTo(split, program.length, node.greedy)
    return
  }
  const splits = []
  for (let n = node.least; n < node.most && program.length <= LARGEST; n++) {
    splits.push(optional(program))
    emit(program, node.item)
  }
  for (const split of splits) leaveTo(split, program.length, node.greedy)
}

function optional(program: Instruction[]): { next: number; other: number } {
  const split = { op: 'split' as const, next: program.length + 1, other: 0 }
  program.push(split)
  return split
}

function leaveTo(split: { next: number; other: number }, end: number, greedy: boolean): void {
  split.other = end
  if (!greedy) [split.next, split.other] = [split.other, split.next]
}
