// The table of operations. An entry is loaded when it is called: starting up is most of what a short command costs.

export const OPERATIONS = {
  plan: async () => (await import('./plan.ts')).plan,
  check: async () => (await import('./check.ts')).check,
  list: async () => (await import('./list.ts')).list,
  simulate: async () => (await import('./simulate.ts')).simulate,
  preview: async () => (await import('./preview.ts')).preview,
  foresee: async () => (await import('./explain.ts')).foresee,
  run: async () => (await import('./run.ts')).run,
  continue: async () => (await import('./continue.ts')).resume,
  status: async () => (await import('./status.ts')).status,
  explain: async () => (await import('./explain.ts')).explain,
  log: async () => (await import('./log.ts')).log,
  approve: async () => (await import('./review.ts')).approve,
  reject: async () => (await import('./review.ts')).reject,
  land: async () => (await import('./land.ts')).land,
  runs: async () => (await import('./runs.ts')).runs,
  demo: async () => (await import('./demo.ts')).demo,
} as const
