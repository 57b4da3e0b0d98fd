// Tells which of the files in a directory are no plans. A directory without any plan is a mistake.

import type {Diagnostic} from '../graph/diagnostic.ts'
import {counted, listed} from '../graph/wording.ts'
import type {PlanDocument} from './format.ts'

/** One for each directory that holds such files. `documents` are all that there are. */
export const leftOut = (
  documents: readonly PlanDocument[],
  skipped: readonly PlanDocument[],
): readonly Diagnostic[] => {
  const sizes = Map.groupBy(documents, ({foundIn}) => foundIn)
  return [...Map.groupBy(skipped, ({foundIn}) => foundIn)].flatMap(([directory, files]) =>
    directory === undefined ? [] : [notPlans(directory, files, (sizes.get(directory) ?? []).length)],
  )
}

const notPlans = (directory: string, files: readonly PlanDocument[], size: number): Diagnostic => {
  const names = listed(files.map(({file}) => file))
  const isNone = files.length === size
  return {
    severity: isNone ? 'error' : 'info',
    rule: 'not-a-plan',
    message: isNone
      ? `${directory} holds no plan; looked at ${counted(size, 'file')}: ${names}. Name a document to learn why it is none`
      : `${names} of ${directory} ${files.length === 1 ? 'is no plan and is' : 'are no plans and are'} left out`,
    location: {file: files[0]?.file ?? directory, line: 1, column: 1},
    related: [],
  }
}
