/** What a name is bound to. */
export interface Subject {
  /** Never changes, and no other subject gets it; with braces. */
  uuid: string;
  /** Of several entities with the same uuid, all but one have a role, which their names end in. */
  role?: string;
}

/** Whether only this subject can have the name. A name with a role never ends in a uuid, so no other subject has it. */
export function isBoundTo(name: string, subject: Subject): boolean {
  const [short, whole] = endingsOf(subject);
  const lower = name.toLowerCase();
  return (
    lower === whole || [short, whole].some(end => lower.endsWith(`-${end}`))
  );
}

/** The beginning of the uuid, and the whole uuid, each with the role. */
export function endingsOf({ uuid, role }: Subject): [string, string] {
  const id = uuid.replace(/[{}]/g, '').toLowerCase();
  const end = role ? `-${role}` : '';
  return [`${id.slice(0, 8)}${end}`, `${id}${end}`];
}
