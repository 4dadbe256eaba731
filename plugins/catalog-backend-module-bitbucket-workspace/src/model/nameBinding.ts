/** The subject to which a name is bound. */
export interface Subject {
  /** Never changes, and is unique; with braces. */
  uuid: string;
  /** If several entities have the same uuid, all but one have a role at the end of their names. */
  role?: string;
}

/**
 * Returns whether only this subject can have the name. A name with a role never ends with a uuid, so no
 * other subject has it.
 */
export function isBoundTo(name: string, subject: Subject): boolean {
  const [short, whole] = endingsOf(subject);
  const lower = name.toLowerCase();
  return (
    lower === whole || [short, whole].some(end => lower.endsWith(`-${end}`))
  );
}

/** Returns the beginning of the uuid, and the whole uuid, each with the role. */
export function endingsOf({ uuid, role }: Subject): [string, string] {
  const id = uuid.replace(/[{}]/g, '').toLowerCase();
  const end = role ? `-${role}` : '';
  return [`${id.slice(0, 8)}${end}`, `${id}${end}`];
}
