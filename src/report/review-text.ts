// A review as text and as JSON.

import {counted} from '../graph/wording.ts'
import {inColumns} from '../util/columns.ts'
import {
  type ChangedFile,
  describeConflict,
  linesOf,
  type OwnedFiles,
  ownerName,
  type Review,
  statisticsOf,
} from './review.ts'
import {oneLine} from './words.ts'

export const reviewText = (review: Review): string => {
  const {what, groups, conflicts, plan, commits, applied} = review
  if (groups.length === 0) return `Changes of ${oneLine(what)}: none\n`
  const lines = [
    `Changes of ${oneLine(what)}`,
    ...groups.flatMap(groupLines),
    '',
    conflicts.length === 0 ? 'Conflicts: none' : 'Conflicts:',
    ...conflicts.map(conflict => `  ${oneLine(describeConflict(conflict))}`),
    '',
    `Statistics: ${statisticsLine(review)}`,
    '',
    ...(applied === undefined
      ? [`Commits (${plan}):`, ...commits.flatMap(({subject, command}) => [`  ${subject}`, `    ${command}`])]
      : ['Committed:', ...applied.map(({subject, commit}) => `  ${commit.slice(0, 7)} ${subject}`)]),
  ]
  return `${lines.join('\n')}\n`
}

const groupLines = ({owner, files}: OwnedFiles): readonly string[] => {
  const title = owner === undefined ? '' : `, ${oneLine(owner.title)}`
  const head = `${oneLine(ownerName(owner))}${title}: ${counted(files.length, 'file')}, ${changeOf(linesOf(files))}`
  return ['', head, ...inColumns(files.map(fileCells)).map(line => `  ${line}`)]
}

const changeOf = ({added, removed}: Pick<ChangedFile, 'added' | 'removed'>): string =>
  added === null || removed === null ? 'binary' : `+${added} -${removed}`

const fileCells = (file: ChangedFile): readonly string[] => {
  const {path, from, kind, isStaged} = file
  const notes = [...(from === undefined ? [] : [`was ${oneLine(from)}`]), ...(isStaged ? ['staged'] : [])]
  const note = notes.length === 0 ? '' : ` (${notes.join(', ')})`
  return [kind.padEnd('modified'.length), oneLine(path), `${changeOf(file)}${note}`]
}

const statisticsLine = (review: Review): string => {
  const {files, staged, added, removed, ...kinds} = statisticsOf(review)
  const parts = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`)
  return `${counted(files, 'file')}: ${parts.join(', ')}; ${staged} staged; +${added} -${removed} lines`
}

export const reviewJson = (review: Review): object => {
  const {what, groups, conflicts, plan, commits, applied} = review
  return {
    schemaVersion: 1,
    kind: 'review',
    what,
    groups: groups.map(({owner, files}) => ({owner: owner ?? null, files})),
    conflicts,
    statistics: statisticsOf(review),
    plan,
    commits,
    ...(applied === undefined ? {} : {applied}),
  }
}
