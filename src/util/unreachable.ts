/** Ends a `switch` over a union: the compiler proves it is never reached, and a wrong cast fails loudly. */
export const unreachable = (value: never): never => {
  throw new Error(`bug: unexpected ${JSON.stringify(value)}`)
}
