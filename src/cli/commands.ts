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
    name: 'rules',
    summary: 'tell what check can find, with examples',
    load: () => import('./commands/rules.ts'),
  },
  {
    name: 'fmt',
    summary: 'print a plan of any format as a task breakdown',
    load: () => import('./commands/fmt.ts'),
  },
  {name: 'list', summary: 'list the tasks of a plan', load: () => import('./commands/list.ts')},
  {
    name: 'gap',
    summary: 'tell what of a plan is there, whoever carried it out',
    load: () => import('./commands/gap.ts'),
  },
  {
    name: 'simulate',
    summary: 'tell how long a plan takes with so many slots',
    load: () => import('./commands/simulate.ts'),
  },
  {name: 'run', summary: 'run tasks of a plan, or go on with a run', load: () => import('./commands/run.ts')},
  {name: 'status', summary: 'tell where a run stands', load: () => import('./commands/status.ts')},
  {
    name: 'monitor',
    summary: 'tell who is at work, what is held and who gets in whose way',
    load: () => import('./commands/monitor.ts'),
  },
  {name: 'explain', summary: 'tell why a task is not running', load: () => import('./commands/explain.ts')},
  {
    name: 'log',
    summary: 'print the execution log, or the report of a task',
    load: () => import('./commands/log.ts'),
  },
  {
    name: 'approve',
    summary: 'accept a task that waits for a person, or let a stage of the promotion pass',
    load: () => import('./commands/approve.ts'),
  },
  {
    name: 'reject',
    summary: 'refuse a task that waits for a person, or a stage of the promotion',
    load: () => import('./commands/reject.ts'),
  },
  {
    name: 'resolve',
    summary: 'say that a conflict is resolved by hand, or give it up',
    load: () => import('./commands/resolve.ts'),
  },
  {name: 'retry', summary: 'let a task be tried again', load: () => import('./commands/retry.ts')},
  {
    name: 'rollback',
    summary: 'take the merged work of a task back',
    load: () => import('./commands/rollback.ts'),
  },
  {name: 'cancel', summary: 'take a task out of a run', load: () => import('./commands/cancel.ts')},
  {name: 'pause', summary: 'let a run start nothing new', load: () => import('./commands/pause.ts')},
  {name: 'resume', summary: 'take a pause back', load: () => import('./commands/resume.ts')},
  {name: 'stop', summary: 'end a run that is at work', load: () => import('./commands/stop.ts')},
  {
    name: 'quarantine',
    summary: 'hold an agent of a run back, with all that it has left',
    load: () => import('./commands/quarantine.ts'),
  },
  {
    name: 'progress',
    summary: 'for agents at work: tell how far they are',
    load: () => import('./commands/progress.ts'),
  },
  {
    name: 'promote',
    summary: 'let the next stage of the promotion judge what a run has built',
    load: () => import('./commands/promote.ts'),
  },
  {
    name: 'land',
    summary: 'move your branch to the merged work of a run',
    load: () => import('./commands/land.ts'),
  },
  {
    name: 'sync',
    summary: 'tick finished tasks in the planning documents',
    load: () => import('./commands/sync.ts'),
  },
  {name: 'runs', summary: 'list the runs of this repository', load: () => import('./commands/runs.ts')},
  {
    name: 'session',
    summary: 'coordinate agents by a manifest: register, list, start, stop',
    load: () => import('./commands/session.ts'),
  },
  {
    name: 'history',
    summary: 'print all that has happened to a task',
    load: () => import('./commands/history.ts'),
  },
  {
    name: 'recover',
    summary: 'look at agents that have not finished, go on with them or give them up',
    load: () => import('./commands/recover.ts'),
  },
  {
    name: 'review',
    summary: 'tell whose changes there are, and how to commit them',
    load: () => import('./commands/review.ts'),
  },
  {
    name: 'cleanup',
    summary: 'end processes and remove workspaces that runs have left behind',
    load: () => import('./commands/cleanup.ts'),
  },
  {name: 'gc', summary: 'remove or archive old runs', load: () => import('./commands/gc.ts')},
  {
    name: 'doctor',
    summary: 'look for what is broken, and repair it',
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'demo',
    summary: 'run the example plan in a scratch repository',
    load: () => import('./commands/demo.ts'),
  },
]
