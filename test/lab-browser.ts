// The lab's page in a real browser, on real sockets: npm run test:browser. Each part has a lab of its own, and three are
// tried at a time: most of a run is waiting.

import { after, before, describe } from 'node:test'
import { accessible } from './lab-page/accessible.ts'
import { closeShared, noBrowser, openShared } from './lab-page/browser.ts'
import { exercises } from './lab-page/exercises.ts'
import { experiments } from './lab-page/experiments.ts'
import { keyboard } from './lab-page/keyboard.ts'
import { large } from './lab-page/large.ts'
import { runs } from './lab-page/runs.ts'
import { saved } from './lab-page/saved.ts'
import { wrong } from './lab-page/wrong.ts'

describe('the lab in a browser', { concurrency: 3, skip: noBrowser }, () => {
  before(openShared)
  after(closeShared)
  // The longest first.
  accessible()
  large()
  experiments()
  runs()
  saved()
  wrong()
  keyboard()
  exercises()
})
