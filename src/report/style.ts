// How text is set off on a terminal. Whoever prints passes a style in; the plain one changes nothing.

export type Paint = (text: string) => string

export interface Style {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly yellow: Paint
  readonly green: Paint
  readonly blue: Paint
  readonly cyan: Paint
}

const plain: Paint = text => text

export const PLAIN: Style = {
  bold: plain,
  dim: plain,
  red: plain,
  yellow: plain,
  green: plain,
  blue: plain,
  cyan: plain,
}
