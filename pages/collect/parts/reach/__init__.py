"""The ways to reach people, a file each. They show and ask; what is sent is made in `cjo_core.exchange`."""
