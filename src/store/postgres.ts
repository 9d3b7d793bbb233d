import type { Store } from './store.ts'
export async function openPostgres(name: string): Promise<Store> {
  throw new Error(name)
}
