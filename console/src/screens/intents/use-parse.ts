import { useEffect, useState } from 'react'
import type { Api } from '../../api/api.js'
import { messageOf } from '../../api/http.js'
import type { ParseAnswer } from '../../api/shapes.js'

const pause = 300

interface Parsed {
  readonly key?: string
  readonly answer?: ParseAnswer
  readonly error?: string
}

/** What the server's parser says of the text, asked for once the typing stops; the last answer stays until then. */
export function useParse(api: Api, file: string, text: string) {
  const [parsed, setParsed] = useState<Parsed>({})
  useEffect(() => {
    const abort = new AbortController()
    const key = `${file}\n${text}`
    const timer = setTimeout(() => {
      api.parse(text, abort.signal).then(
        (answer) => setParsed({ key, answer }),
        (error: unknown) => abort.signal.aborted || setParsed({ key, error: messageOf(error) }),
      )
    }, pause)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [api, file, text])
  const isOfFile = parsed.key?.startsWith(`${file}\n`) ?? false
  return {
    diagnostics: (isOfFile && parsed.answer?.diagnostics) || none,
    error: isOfFile ? parsed.error : undefined,
    isCurrent: parsed.key === `${file}\n${text}`,
  }
}

const none: ParseAnswer['diagnostics'] = []
