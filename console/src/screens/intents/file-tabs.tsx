import { type FormEvent, useState } from 'react'
import { useControl } from '../../app/control.js'
import { IconButton } from '../../app/ui/parts.js'
import type { DraftFile } from './drafts.js'

interface FileTabsProps {
  readonly files: readonly DraftFile[]
  readonly active: string | undefined
  readonly onPick: (name: string) => void
  readonly onAdd: (name: string) => void
  readonly onRemove: (name: string) => void
}

/** One tab per intent file; a dot marks what is changed. */
export function FileTabs({ files, active, onPick, onAdd, onRemove }: FileTabsProps) {
  const { mayWrite } = useControl()
  const [name, setName] = useState<string>()
  const add = (event: FormEvent) => {
    event.preventDefault()
    const wanted = name?.trim()
    setName(undefined)
    if (wanted) onAdd(wanted.endsWith('.pn') ? wanted : `${wanted}.pn`)
  }
  return (
    <div className="file-tabs">
      <div className="tabs" role="tablist" aria-label="Intent files">
        {files.map((file) => (
          <button
            key={file.name}
            type="button"
            role="tab"
            className="tab"
            aria-selected={file.name === active}
            onClick={() => onPick(file.name)}
            data-testid={`file-${file.name}`}
          >
            {file.name}
            {file.text !== file.base && (
              <span className="changed-dot">
                <span className="visually-hidden">changed</span>
              </span>
            )}
          </button>
        ))}
      </div>
      {mayWrite && name === undefined && (
        <IconButton icon="plus" label="New file" onClick={() => setName('')} testId="new-file" />
      )}
      {name !== undefined && (
        <form className="row" onSubmit={add}>
          <input
            className="input"
            aria-label="Name of the new file"
            placeholder="name.pn"
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
            onBlur={() => name.trim() === '' && setName(undefined)}
            onKeyDown={(event) => event.key === 'Escape' && setName(undefined)}
          />
        </form>
      )}
      <span className="grow" />
      {mayWrite && active !== undefined && (
        <IconButton icon="trash" label={`Remove ${active}`} onClick={() => onRemove(active)} testId="remove-file" />
      )}
    </div>
  )
}
