import { AppearanceSettings } from "@/features/settings/appearance";

export default function Page() {
  return <AppearanceSettings />;
}
