/** Maximum number of characters of an error message. */
const LONGEST_MESSAGE = 4_000;

/** Shortens an error message, which can repeat the input of a user many times. */
export function shortenMessage(message: string): string {
  return message.length > LONGEST_MESSAGE
    ? `${message.slice(
        0,
        LONGEST_MESSAGE,
      )}… The portal has shortened this message.`
    : message;
}
