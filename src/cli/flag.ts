// What a flag is: a row of data, from which parsing, help, the man page and completions are made.

export interface Flag {
  /** One letter or digit, as in `-o`. */
  short?: string
  /** How its value is read (see values.ts); 'switch' takes none. */
  kind: Kind
  /** The value's name in help, as in `-o FILE`. */
  value?: string
  /** May be given several times; every value counts. */
  repeat?: boolean
  /** What it does, one line, lower case, with its default and where it differs from curl. */
  about: string
  /** Values to choose from. */
  choices?: readonly string[]
}

export type Kind = 'switch' | 'text' | 'file' | 'directory' | 'size' | 'rate' | 'time' | 'count'

/** A group of flags with a heading of its own in help. Keys are the long names. */
export interface FlagGroup {
  title: string
  /** Help only names them: they are explained elsewhere. */
  brief?: boolean
  flags: Record<string, Flag>
}

/** Every flag of some groups. */
export type FlagsIn<G extends readonly FlagGroup[]> = Merged<G[number]['flags']>

type Merged<U> = (U extends unknown ? (u: U) => void : never) extends (
  all: infer A extends Record<string, Flag>,
) => void
  ? A
  : never

/** What a parsed flag's value is. */
type Value<F extends Flag> = F['kind'] extends 'switch'
  ? boolean
  : F['kind'] extends 'text' | 'file' | 'directory'
    ? string
    : number

/** Parsed flags by long name: switches are always there, repeated ones are arrays, others may be absent. */
export type Values<F extends Record<string, Flag>> = {
  [N in keyof F]: F[N]['kind'] extends 'switch'
    ? boolean
    : F[N]['repeat'] extends true
      ? Value<F[N]>[]
      : Value<F[N]> | undefined
}
