// Makes one draft of those of several documents. Knows no format.

import type {Draft, PlanClaims} from '../graph/draft.ts'
import type {PlanSettings} from '../graph/task.ts'
import type {DocumentDraft} from './format.ts'

/** Tasks and facts in the order of the documents; the title of the first that has one. */
export const joinDrafts = (documents: readonly DocumentDraft[]): Draft => {
  const drafts = documents.map(({draft}) => draft)
  return {
    ...orderOf(documents),
    title: drafts.find(({title}) => title !== '')?.title ?? '',
    sources: drafts.flatMap(draft => draft.sources),
    tasks: drafts.flatMap(draft => draft.tasks),
    mentions: drafts.flatMap(draft => draft.mentions),
    groups: drafts.flatMap(draft => draft.groups),
    layers: drafts.flatMap(draft => draft.layers),
    claims: joinClaims(drafts.map(draft => draft.claims)),
    settings: joinSettings(drafts.map(draft => draft.settings)),
    diagnostics: drafts.flatMap(draft => draft.diagnostics),
    ...suppressionsOf(drafts),
  }
}

const suppressionsOf = (drafts: readonly Draft[]): Pick<Draft, 'suppressions'> => {
  const suppressions = drafts.flatMap(draft => draft.suppressions ?? [])
  return suppressions.length === 0 ? {} : {suppressions}
}

/** One for all where they agree. */
const orderOf = (documents: readonly DocumentDraft[]): Pick<Draft, 'order' | 'orders'> => {
  const known = documents.flatMap(({file, draft: {order}}) => (order === undefined ? [] : [{file, order}]))
  const [first] = known
  if (first === undefined) return {}
  return known.length === documents.length && known.every(({order}) => order === first.order)
    ? {order: first.order}
    : {orders: Object.fromEntries(known.map(({file, order}) => [file, order]))}
}

/** The first document that claims something of the plan is heard; what each says of itself stands beside the others. */
const joinClaims = (claims: readonly PlanClaims[]): PlanClaims => ({
  ...Object.assign({}, ...[...claims].reverse()),
  taskCounts: claims.flatMap(({taskCounts}) => taskCounts),
  ...Object.fromEntries(
    OWN_CLAIMS.map(
      key => [key, claims.flatMap((claim): readonly unknown[] => claim[key] ?? [])] as const,
    ).filter(([, all]) => all.length > 0),
  ),
})

const OWN_CLAIMS = ['counts', 'statuses', 'parallel', 'asides', 'groupAsides', 'files'] as const

/** The first document that sets something is heard. */
const joinSettings = (settings: readonly PlanSettings[]): PlanSettings => ({
  ...Object.assign({}, ...[...settings].reverse()),
  documents: Object.assign({}, ...settings.map(({documents}) => documents).reverse()),
})
