import { expect, it } from "vitest";
import { grantableRoles, managesAccounts, roleLabel } from "./roles";

it("gives no role above the own", () => {
  expect(grantableRoles("admin").map(({ value }) => value)).not.toContain("root");
  expect(grantableRoles("admin")[0]?.value).toBe("admin");
  expect(grantableRoles("root")[0]?.value).toBe("root");
  expect(grantableRoles("stranger")).toEqual([]);
});

it("knows who manages accounts, and calls unknown roles by their word", () => {
  expect(["root", "admin", "superuser", "user", undefined].filter(managesAccounts)).toEqual(["root", "admin"]);
  expect(roleLabel("user")).toBe("User");
  expect(roleLabel("keeper")).toBe("keeper");
});
