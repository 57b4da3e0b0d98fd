// What a simulation may find.

/** Something came about that must never come about. */
export class Flaw extends Error {}

export const demand = (isSo: boolean, otherwise: () => string): void => {
  if (!isSo) throw new Flaw(otherwise())
}
