// How long something took.

import { performance } from 'node:perf_hooks'

/** Milliseconds since `began`, µs precision. */
export const since = (began: number) => Math.round((performance.now() - began) * 1000) / 1000
