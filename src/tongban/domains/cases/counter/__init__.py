"""One window (一窗综办): places with opening hours, queue tickets, appointments, filing for somebody, handing over."""
