// The results as a table for people.

import type { Result } from './compare.ts'
import type { Figures, Spread } from './figures.ts'

/** One row's part: a heading, a line a contestant, and what has to be known about it. */
export function section(result: Result): string {
  const { row, about, baseline, goal, subject, rounds, figures, failed, foreign } = result
  const lines = Object.entries(figures).map(([name, figure]) => [name, ...cells(figure)])
  const heading = [row, `× wall`, `× cpu`, 'wall s (min–max)', 'cpu s (min–max)', 'peak MB']
  const notes = Object.entries(failed).map(([name, why]) => `${name}: ${why}`)
  if (foreign > 0.05) notes.push(`others used ${Math.round(foreign * 100)} % of the machine meanwhile`)
  return [
    `${about}; × of ${baseline}, medians of ${rounds}`,
    ...columns([heading, ...lines]),
    ...goals(goal, figures[subject]),
    ...notes.map((note) => `  note: ${note}`),
    '',
  ].join('\n')
}

function cells({ wall, cpu, peak, times }: Figures): string[] {
  return [
    times ? times.wall.median.toFixed(2) : '',
    times ? times.cpu.median.toFixed(2) : '',
    ranged(wall),
    ranged(cpu),
    (peak.max / 1e6).toFixed(0),
  ]
}

const ranged = ({ median, min, max }: Spread) => `${median.toFixed(3)} (${min.toFixed(3)}–${max.toFixed(3)})`

function goals(goal: Result['goal'], ours: Figures | undefined): string[] {
  if (!ours) return []
  const reached: [string, number | undefined, number | undefined][] = [
    ['wall', ours.times?.wall.median, goal.wall],
    ['cpu', ours.times?.cpu.median, goal.cpu],
    ['peak', ours.peak.max / 1e6, goal.peak && goal.peak / 1e6],
  ]
  return reached.flatMap(([what, figure, most]) =>
    figure === undefined || most === undefined
      ? []
      : [`  ${figure <= most ? 'reached' : 'MISSED'}: ${what} ${figure.toFixed(2)}, goal ${most}`],
  )
}

function columns(rows: string[][]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows.map(
    (row) => `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`,
  )
}
