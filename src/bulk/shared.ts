export async function runShared(..._: unknown[]): Promise<void> {
  throw new Error('later')
}
