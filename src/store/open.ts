// The store of a name: a database's URL, or a file.

import type { Store } from './store.ts'

/** Makers are loaded when they are asked for. @throws SluiceError list-unreadable */
export async function openStore(name: string): Promise<Store> {
  if (!/^postgres(?:ql)?:\/\//.test(name)) return (await import('./sqlite.ts')).openSqlite(name)
  return (await import('./postgres.ts')).openPostgres(name)
}
