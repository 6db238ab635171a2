import { err } from '../../core/result.ts';

/** Every code of what can be wrong with a file that should hold a net. Codes are for ever. */
export const notationFaultCodes = {
  'too-large': 'a file beyond the limit of bytes or elements',
  'too-deep': 'elements nested beyond the limit',
  'not-text': 'bytes that are not of the encoding declared',
  'not-xml': 'text that is not well-formed XML',
  'document-type': 'a document type declaration, which may define entities and is not read',
  'unknown-notation': 'XML that is neither PNML nor BPMN',
  malformed: 'a document that lacks what its notation asks for, or says it twice',
  unsupported: 'something that has no counterpart in the net, and would change what it means',
} as const;

export type NotationFaultCode = keyof typeof notationFaultCodes;

/** Why a file holds no net that can be verified. */
export interface NotationFault {
  readonly code: NotationFaultCode;
  /** A sentence that says what to do or where to look. */
  readonly message: string;
  /** Counted from one; null where it is the whole file. */
  readonly line: number | null;
}

export const faulty = (code: NotationFaultCode, message: string, line: number | null = null) =>
  err<NotationFault>({ code, message, line });

const MESSAGE_MAX = 2000;

/** Ends the reading of a document from within; caught where the reading began, and never seen outside. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  readonly fault: NotationFault;

  constructor(code: NotationFaultCode, message: string, line: number | null = null) {
    super(message);
    // Identifiers of the file stand in it, and may be of any length.
    const shown = message.length > MESSAGE_MAX ? `${message.slice(0, MESSAGE_MAX)}…` : message;
    this.fault = { code, message: shown, line };
  }
}
