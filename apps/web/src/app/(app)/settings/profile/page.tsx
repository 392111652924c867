import { ProfileSettings } from "@/features/settings/profile";

export default function Page() {
  return <ProfileSettings />;
}
