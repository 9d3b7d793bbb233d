// koffi, which calls C functions: the one place that loads it, and only when somebody asks for the kernel's numbers.
//
// It is an optional dependency: where it is absent, or has no binary for this machine, the kernel's numbers are a
// capability that is missing. That is a line in the summary and never an error.

import { createRequire } from 'node:module'

/** A C function, by its prototype; integers in, an integer out, memory as typed arrays. */
export type CFunction = (...args: (number | string | ArrayBufferView | null)[]) => number

interface Library {
  func(prototype: string): CFunction
}

interface Koffi {
  load(path: string | null): Library
  errno(): number
}

/** koffi, or undefined where there is none. */
export function foreign(): Koffi | undefined {
  loaded ??= load()
  return loaded === 'absent' ? undefined : loaded
}

/** The C library that this process already has, or undefined. */
export function libc(): Library | undefined {
  library ??= foreign()?.load(null)
  return library
}

let loaded: Koffi | 'absent' | undefined
let library: Library | undefined

function load(): Koffi | 'absent' {
  try {
    const koffi: Koffi = createRequire(import.meta.url)('koffi')
    return koffi
  } catch {
    return 'absent'
  }
}
