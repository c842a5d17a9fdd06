"""The WeChat door: an official account's messages in, answers out, within five seconds or later."""
