import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Api } from '../../api/api.js'
import type { IntentFileText } from '../../api/shapes.js'
import { useLoaded } from '../../app/use-loaded.js'

/** A file as it is edited. `base`: the text that the server has; undefined: the file is new there. */
export interface DraftFile extends IntentFileText {
  readonly base: string | undefined
}

/** Names of files that are edited, with their text; null: removed. */
export type Edits = Readonly<Record<string, string | null>>

/** The server's files with the edits applied, by name. */
export function applyEdits(files: readonly IntentFileText[], edits: Edits): DraftFile[] {
  const names = [...new Set([...files.map((file) => file.name), ...Object.keys(edits)])].sort()
  return names.flatMap((name) => {
    const base = files.find((file) => file.name === name)?.text
    const edit = edits[name]
    return edit === null ? [] : [{ name, text: edit ?? base ?? '', base }]
  })
}

/** Edits that still say something else than the server's files. */
export function remainingEdits(files: readonly IntentFileText[], edits: Edits): Edits {
  const texts = new Map(files.map((file) => [file.name, file.text]))
  return Object.fromEntries(Object.entries(edits).filter(([name, text]) => (texts.get(name) ?? null) !== text))
}

/** The intent files of a network with unsaved changes, which survive a reload and a new login in the same tab. */
export function useDrafts(api: Api, network: string) {
  const key = `paranet.drafts.${network}`
  const [edits, setEdits] = useState<Edits>(() => readEdits(key))
  const loaded = useLoaded(`files ${network}`, async () => {
    const { items } = await api.intentFiles()
    return Promise.all(items.map(({ name }) => api.intentFile(name)))
  })
  useEffect(() => {
    if (loaded.value) setEdits((old) => remainingEdits(loaded.value ?? [], old))
  }, [loaded.value])
  useEffect(() => sessionStorage.setItem(key, JSON.stringify(edits)), [key, edits])
  const files = useMemo(() => loaded.value && applyEdits(loaded.value, edits), [loaded.value, edits])
  const edit = useCallback((name: string, text: string | null) => setEdits((old) => ({ ...old, [name]: text })), [])
  const discard = useCallback(() => setEdits({}), [])
  const changed = loaded.value ? Object.keys(remainingEdits(loaded.value, edits)).length : 0
  return { files, edit, discard, changed, error: loaded.error, reload: loaded.reload, value: files }
}

export type Drafts = ReturnType<typeof useDrafts>

function readEdits(key: string): Edits {
  try {
    return (JSON.parse(sessionStorage.getItem(key) ?? '{}') ?? {}) as Edits
  } catch {
    return {}
  }
}
