import { UserSettings } from "@/features/settings/users";

export default function Page() {
  return <UserSettings />;
}
