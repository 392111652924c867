import { type EntityDefinition, field } from "../platform/find/entity";

/** Users as other users see them: no role, mail address or log-in (wire-protocol §6.1). */
export const userEntity: EntityDefinition = {
  name: "user",
  table: "users",
  fields: {
    id: field.text("id"),
    company: field.reference("company", "company"),
    name: field.text("name"),
    family_name: field.text("family_name"),
    given_name: field.text("given_name"),
    avatar: field.text("avatar"),
    preferences: field.map("preferences"),
    created: field.date("created"),
  },
  omitted: ["preferences"],
  conditions: { list: ["id"], range: [], datetime: [], pattern: ["name"], equality: [] },
  visibility: "company",
};

/** A company at the end of a reference. */
export const companyEntity: EntityDefinition = {
  name: "company",
  table: "companies",
  fields: { id: field.text("id"), name: field.text("name") },
  omitted: [],
  conditions: { list: ["id"], range: [], datetime: [], pattern: ["name"], equality: [] },
  visibility: "own",
};
