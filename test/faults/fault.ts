// What must hold whatever goes wrong: no wrong byte under the final name, no success for a failure, no hang.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { generatedContent } from '../../src/origin/content.ts'
import { namesIn, sha256 } from '../scratch.ts'
import { assertPlain } from '../sluice.ts'
import type { Ended } from '../sluice.ts'

/** Set by `npm run faults`: every case instead of a few of each kind. */
export const full = process.env['SLUICE_FAULTS'] === 'full'

/** A number of cases: the first in `npm test`, the second in `npm run faults`. */
export const count = (few: number, many: number): number => (full ? many : few)

/** The file is `it` in `folder`; before the fault there was nothing under that name, or an old good file. */
export const old = 'the old good file'

/** Half of the cases have an old good file. */
export function prepare(folder: string, index: number): void {
  if (index % 2 === 1) writeFileSync(join(folder, 'it'), old)
}

/** Holds what must hold after a run, and says how it ended: `ok`, an exit status or a signal. */
export function assertSound(run: Ended, folder: string, content: Uint8Array): string {
  assertPlain(run)
  const path = join(folder, 'it')
  const kept = existsSync(path) ? readFileSync(path) : undefined
  const is = kept === undefined ? 'absent' : kept.equals(content) ? 'whole' : kept.toString() === old ? 'old' : 'WRONG'
  assert.notEqual(is, 'WRONG', `${kept?.length} of ${content.length} bytes under the final name\n${run.stderr}`)
  if (run.exit === 0) assert.equal(is, 'whole', run.stderr)
  else if (run.signal === null) assert.match(run.stderr, /^sluice: ./m)
  return run.exit === 0 ? 'ok' : (run.signal ?? String(run.exit))
}

/** After all is well again: the whole file, and nothing beside it. */
export function assertWhole(run: Ended, folder: string, content: Uint8Array): void {
  assert.equal(run.exit, 0, run.stderr)
  assert.equal(sha256(readFileSync(join(folder, 'it'))), sha256(content))
  // A process that was killed in the instant of making its record, or of putting a small file in place, leaves its draft,
  // under a name of its own.
  assert.deepEqual(
    namesIn(folder).filter((name) => !/^it\.(?:part\.json\.\d+\.[\da-f]+\.tmp|[\da-f]{8}\.part)$/.test(name)),
    ['it'],
  )
}

/** Counts how things ended, and prints it at the end. */
export class Tally {
  readonly #counts = new Map<string, number>()

  add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  get(what: string): number {
    return this.#counts.get(what) ?? 0
  }

  tell(t: TestContext): void {
    const counts = [...this.#counts].toSorted(([a], [b]) => a.localeCompare(b))
    t.diagnostic(counts.map(([what, n]) => `${what}: ${n}`).join(', '))
  }
}

/** Does `work` for each item, some at a time; the first failure is thrown when all have ended. */
export async function each<T>(items: T[], work: (item: T, index: number) => Promise<void>, atOnce = 4): Promise<void> {
  const failures: unknown[] = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const index = next++
      try {
        await work(items[index]!, index)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  if (failures.length > 0) throw failures[0]
}

/** Numbers that look random and are the same each time: mulberry32. */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What the origin has at `/bytes/SIZE?seed=SEED`. */
export async function generated(size: number, seed = 0): Promise<Buffer> {
  const pieces = await generatedContent(size, seed).open(0, size)
  const parts: Buffer[] = []
  for (let piece; (piece = await pieces.take(size));) parts.push(Buffer.from(piece))
  return Buffer.concat(parts)
}
