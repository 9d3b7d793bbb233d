// The one place that reads the environment.

/** All of it, for those who look for several names. */
export function allEnvironment(): NodeJS.ProcessEnv {
  return process.env
}

/** A variable's value; empty is unset. */
export function environment(name: string): string | undefined {
  return process.env[name] || undefined
}
