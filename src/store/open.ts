// The store of a name: a database's URL, or a file.

import type { Store } from './store.ts'

export interface OpenOptions {
  /** Nothing is written, not even where there is none yet. A database is one that may be written. @default false */
  readOnly?: boolean
}

/** Whether a store's name is a database's URL; else it is a file. */
export const isDatabase = (name: string): boolean => /^postgres(?:ql)?:\/\//.test(name)

/** Makers are loaded when they are asked for. @throws SluiceError list-unreadable, write-failed */
export async function openStore(name: string, { readOnly = false }: OpenOptions = {}): Promise<Store> {
  if (!isDatabase(name)) return (await import('./sqlite.ts')).openSqlite(name, readOnly)
  return (await import('./postgres.ts')).openPostgres(name)
}
