// The store of a name: a database's URL, or a file.

import type { Store } from './store.ts'

export interface OpenOptions {
  /** Nothing is written, not even where there is none yet. A database is one that may be written. @default false */
  readOnly?: boolean
}

/** Makers are loaded when they are asked for. @throws SluiceError list-unreadable, write-failed */
export async function openStore(name: string, { readOnly = false }: OpenOptions = {}): Promise<Store> {
  if (!/^postgres(?:ql)?:\/\//.test(name)) return (await import('./sqlite.ts')).openSqlite(name, readOnly)
  return (await import('./postgres.ts')).openPostgres(name)
}
