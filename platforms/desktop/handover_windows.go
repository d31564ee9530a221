package desktop

import "net"

// listen opens a port on the loopback interface. Others on this computer can
// reach it: the key in the handover file keeps them out.
func listen(string) (net.Listener, error) {
	return net.Listen("tcp", "127.0.0.1:0")
}
