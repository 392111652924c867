import { AboutSettings } from "@/features/settings/about";

export default function Page() {
  return <AboutSettings />;
}
