// All findings, in the order in which they are asked: what is certain comes before what is concluded from the rest.

import { dry } from './dry.ts'
import type { Finding } from './finding.ts'
import { hole, recovery } from './loss.ts'
import { paced } from './paced.ts'
import { full, queue } from './queue.ts'
import { ramp } from './ramp.ts'
import { receiver } from './receiver.ts'
import { silence } from './silence.ts'
import { window } from './window.ts'

export const findings: readonly Finding[] = [receiver, window, hole, dry, queue, silence, ramp, full, recovery, paced]
