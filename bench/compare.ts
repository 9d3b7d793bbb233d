// One row: everybody once to warm up, then in rounds, forwards and backwards, each beside the others.

import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { figuresOf } from './figures.ts'
import type { Figures } from './figures.ts'
import type { Cost, Launcher } from './launcher.ts'
import { watchLoad } from './load.ts'
import type { Bed, Contestant, Row } from './row.ts'

export interface Result {
  row: string
  about: string
  baseline: string
  goal: NonNullable<Row['goal']>
  subject: string
  rounds: number
  figures: Record<string, Figures>
  /** Who could not do it, and what it said. */
  failed: Record<string, string>
  /** Share of the machine that others used meanwhile, 0..1. */
  foreign: number
}

/** A run that takes longer is stopped, seconds. */
const patience = 120

export async function compare(name: string, row: Row, bed: Bed, launcher: Launcher, runs?: number): Promise<Result> {
  const contestants = Object.entries(await row.prepare(bed))
  const failed: Record<string, string> = {}
  for (const [who, contestant] of contestants) {
    const outcome = await runOne(contestant, launcher)
    if (typeof outcome === 'string') failed[who] = outcome
  }
  let able = contestants.filter(([who]) => !(who in failed))
  const load = watchLoad(bed.servers.pids())
  const rounds: Record<string, Cost>[] = []
  while (rounds.length < (runs ?? row.runs ?? 5) && able.length > 0) {
    const round: Record<string, Cost> = Object.fromEntries(able.map(([who]) => [who, { wall: 0, cpu: 0, peak: 0 }]))
    for (const [who, contestant] of rounds.length % 2 === 0 ? able : able.toReversed()) {
      const outcome = await runOne(contestant, launcher)
      if (typeof outcome === 'string') failed[who] = `in a later round: ${outcome}`
      else round[who] = outcome
    }
    rounds.push(round)
    able = able.filter(([who]) => !(who in failed))
  }
  for (const round of rounds) for (const who of Object.keys(failed)) delete round[who]
  const spent = rounds.flatMap((round) => Object.values(round)).reduce((sum, { cpu }) => sum + cpu, 0)
  const baseline = row.baseline ?? 'curl'
  return {
    row: name,
    about: row.about,
    baseline,
    goal: row.goal ?? {},
    subject: row.subject ?? 'sluice',
    rounds: rounds.length,
    figures: figuresOf(rounds, baseline),
    failed,
    foreign: load(spent),
  }
}

/** What it cost, or why it failed. */
async function runOne({ argv, leaves }: Contestant, launcher: Launcher): Promise<Cost | string> {
  if (leaves) rmSync(leaves.path, { recursive: true, force: true })
  if (leaves?.directory) mkdirSync(leaves.path)
  const { status, complaint, wall, cpu, peak } = await launcher.run(argv, patience)
  const bytes = leaves && bytesIn(leaves.path)
  if (leaves) rmSync(leaves.path, { recursive: true, force: true })
  if (status === -9) return `longer than ${patience} s`
  if (status !== 0) return complaint.trim().split('\n')[0] || `exit ${status}`
  if (leaves?.bytes !== undefined && bytes !== leaves.bytes) return `wrote ${bytes} of ${leaves?.bytes} bytes`
  return { wall, cpu, peak }
}

function bytesIn(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return found?.size ?? 0
  return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0)
}
