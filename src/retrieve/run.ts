// What the parts of one retrieval share.

import type { Trace } from '../trace/trace.ts'
import type { Clocks } from './clocks.ts'
import type { RetrieveOptions } from './options.ts'

export interface Run {
  options: RetrieveOptions
  trace: Trace
  clocks: Clocks
}
