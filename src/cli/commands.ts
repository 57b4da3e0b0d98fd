// The commands of the command line. Each is loaded only when it is called, so that `--help` costs next to nothing.

import type {Command} from 'commander'
import type {Door} from './door.ts'

export interface CommandEntry {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<{readonly configure: (command: Command, door: Door) => void}>
}

/** In the order of use. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'plan',
    summary: 'compile a planning document into a task graph',
    load: () => import('./commands/plan.ts'),
  },
  {
    name: 'check',
    summary: 'tell what is wrong with a planning document',
    load: () => import('./commands/check.ts'),
  },
  {
    name: 'simulate',
    summary: 'tell how long a plan takes with so many slots',
    load: () => import('./commands/simulate.ts'),
  },
]
