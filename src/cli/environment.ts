// The one place that reads the environment.

/** A variable's value; empty is unset. */
export function environment(name: string): string | undefined {
  return process.env[name] || undefined
}
