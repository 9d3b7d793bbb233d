// How a host stands, from what is remembered of it.

import type { HostStatus } from './store.ts'

/** As both makers read it. */
export interface HostRow {
  name: string
  not_before: number
  delay: number
  failures: number
  dead: number
  waiting: number | string
  pages: number | string
  refused: number | string
}

export function statusOf(row: HostRow): HostStatus {
  const [waiting, pages, refused] = [Number(row.waiting), Number(row.pages), Number(row.refused)]
  const later = row.not_before > Date.now()
  const state =
    row.dead > 0
      ? 'dead'
      : waiting === 0
        ? pages === 0 && refused > 0
          ? 'robots'
          : 'done'
        : !later
          ? 'ready'
          : row.failures > 0
            ? 'backing off'
            : 'waiting'
  return {
    host: row.name,
    state,
    until: waiting > 0 && later ? row.not_before : null,
    delay: row.delay,
    failures: row.failures,
    waiting,
    pages,
  }
}
