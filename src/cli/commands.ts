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
  {name: 'list', summary: 'list the tasks of a plan', load: () => import('./commands/list.ts')},
  {
    name: 'simulate',
    summary: 'tell how long a plan takes with so many slots',
    load: () => import('./commands/simulate.ts'),
  },
  {name: 'run', summary: 'run tasks of a plan, or go on with a run', load: () => import('./commands/run.ts')},
  {name: 'status', summary: 'tell where a run stands', load: () => import('./commands/status.ts')},
  {name: 'explain', summary: 'tell why a task is not running', load: () => import('./commands/explain.ts')},
  {
    name: 'log',
    summary: 'print the execution log, or the report of a task',
    load: () => import('./commands/log.ts'),
  },
  {
    name: 'approve',
    summary: 'accept the work of a task that waits for a person',
    load: () => import('./commands/approve.ts'),
  },
  {
    name: 'reject',
    summary: 'refuse the work of a task that waits for a person',
    load: () => import('./commands/reject.ts'),
  },
  {
    name: 'land',
    summary: 'move your branch to the merged work of a run',
    load: () => import('./commands/land.ts'),
  },
  {name: 'runs', summary: 'list the runs of this repository', load: () => import('./commands/runs.ts')},
  {
    name: 'demo',
    summary: 'run the example plan in a scratch repository',
    load: () => import('./commands/demo.ts'),
  },
]
